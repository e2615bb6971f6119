import { SourceAnswerInvalid, SourceUnavailable } from '@paa-tvaers/national';
import { type LoggerOptions, pino } from 'pino';
import { GatewayProblem } from './problem.ts';

export interface LogSettings {
  readonly level?: string;
  /** Where lines go; standard output where absent. */
  readonly stream?: { write(line: string): void };
}

// A net under everything that is logged: ten digits or a replacement number standing alone.
// Trace ids, UUIDs and SOR numbers run on into other characters or are longer.
const cprLike = /(?<![\w-])\d{6}-?\d(?:\d{3}|[A-Z]{2}\d)(?![\w-])/g;

export function withoutCpr(text: string): string {
  return text.replace(cprLike, '[cpr]');
}

/**
 * Makes the log. Lines hold routes and never URLs, no bodies, no headers; errors their class, code and
 * stack frames. A message is logged only where we wrote it ourselves: those of parsers and databases
 * quote what they were given.
 */
export function createLog({ level = 'info', stream }: LogSettings) {
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { req: () => undefined, res: () => undefined, err: describeError },
    hooks: { streamWrite: withoutCpr },
  };
  return stream ? pino(options, stream) : pino(options);
}

export type Log = ReturnType<typeof createLog>;

/** What may be logged of an error. */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const ours = error instanceof GatewayProblem || error instanceof SourceUnavailable || error instanceof SourceAnswerInvalid;
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    ...(typeof code === 'string' && { code }),
    ...(ours && { message: error.message }),
    frames: (error.stack ?? '')
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 8)
      .map((line) => line.trim()),
    ...(error.cause != null && { cause: describeError(error.cause) }),
  };
}
