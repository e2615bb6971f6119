export { type StandInOptions, type StandIns, startStandIns, type SystemName, systems } from './start.ts';
export type { DemoChild } from './world/children.ts';
export { type Employee, employeesFile } from './world/employees.ts';
export { directory } from './world/municipalities.ts';
export { organisationsFor } from './identity/organisations.ts';
export { defaultAudience } from './identity/system.ts';
export { type TokenFault, tokenFaults } from './identity/signers.ts';
export { type Fault, faults } from './http/server.ts';
export { nonsense } from './control/nonsense.ts';
