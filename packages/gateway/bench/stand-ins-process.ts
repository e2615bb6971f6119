import { startStandIns } from '@paa-tvaers/stand-ins';

// A process of its own: what the stand-ins work must not count as the gateway's time.
const standIns = await startStandIns();
process.send?.({ ...standIns, close: undefined });
process.once('disconnect', () => void standIns.close());
