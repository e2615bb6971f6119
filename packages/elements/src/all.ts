// Registers every tag, those that write among them.
import './define.ts';
import './correspondence/define.ts';
import './inbox/define.ts';
