import { parentPort, workerData } from 'node:worker_threads';
import { ChildSession } from '../child-session.ts';
import { check } from './interleavings.ts';

// The test runner follows every promise of its own thread, which takes two thirds of the time.
const { runs, seed } = workerData as { readonly runs: number; readonly seed: number };
parentPort!.postMessage(await check(ChildSession, runs, seed));
