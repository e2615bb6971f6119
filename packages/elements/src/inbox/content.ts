// What stands under the heading once the unit's list has come, and what can be done with it: one module, because the
// list, its messages and its buttons are wanted together.
export { Handling } from './handling.ts';
export { inboxList } from './list.ts';
export { inboxNotice } from './notice.ts';
