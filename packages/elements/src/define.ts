// Registers every tag. A host that uses one imports that tag's own `define.js`, and pays for no more.
import './context/define.ts';
import './case-overview/define.ts';
import './contacts/define.ts';
