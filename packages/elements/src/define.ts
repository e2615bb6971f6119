// Registers every tag that only reads; `all.ts` registers those that write too. A host that uses one imports that tag's own `define.js`, and pays for no more.
import './context/define.ts';
import './appointments/define.ts';
import './case-overview/define.ts';
import './child-band/define.ts';
import './contacts/define.ts';
import './school-info/define.ts';
