// The contract as a browser reads it: words, routes and shapes without the schemas, so that no bundler, however it
// splits, takes zod along. Types come from the package's main entry.

export * from './codes.ts';
export * from './correspondence-shapes.ts';
export * from './cpr.ts';
export * from './problem.ts';
export * from './read.ts';
export * from './routes.ts';
export * from './shape.ts';
export * from './shapes.ts';
