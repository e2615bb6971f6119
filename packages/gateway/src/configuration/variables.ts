import { readFileSync } from 'node:fs';

/** All that is wrong with the configuration, a line each; every line begins with the variable to set. */
export class ConfigurationInvalid extends Error {
  override readonly name = 'ConfigurationInvalid';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`This configuration cannot be used:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

export type Variables = Readonly<Record<string, string | undefined>>;

/** Reads variables and gathers what is wrong with them, so that all of it is told at once. An empty one is not set. */
export class Reader {
  readonly problems: string[] = [];
  readonly #variables: Variables;

  constructor(variables: Variables) {
    this.#variables = variables;
  }

  optional(name: string): string | undefined {
    return this.#variables[name]?.trim() || undefined;
  }

  /** Whether any variable that begins so is set. */
  has(prefix: string): boolean {
    return Object.keys(this.#variables).some((name) => name.startsWith(prefix) && this.optional(name) !== undefined);
  }

  /** @param say what to set it to, after "set it to" */
  required(name: string, say: string): string {
    return this.optional(name) ?? this.#wrong(name, `is not set: set it to ${say}`, '');
  }

  oneOf<Word extends string>(name: string, words: readonly Word[], otherwise?: Word): Word {
    const value = this.optional(name);
    if (value === undefined && otherwise !== undefined) return otherwise;
    const known = words.find((word) => word === value);
    return known ?? this.#wrong(name, `${value === undefined ? 'is not set' : 'is not known'}: set it to ${list(words)}`, words[0] as Word);
  }

  port(name: string, otherwise: number): number {
    const value = this.optional(name) ?? String(otherwise);
    return /^\d{1,5}$/.test(value) && Number(value) <= 65_535
      ? Number(value)
      : this.#wrong(name, 'is not a port: set it to a number from 0 to 65535', 0);
  }

  /** @param say what it is, after "set it to" */
  whole(name: string, say: string, least: number, most: number): number | undefined {
    const value = this.optional(name);
    if (value === undefined) return undefined;
    if (/^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most) return Number(value);
    return this.#wrong(name, `is not a number from ${least} to ${most}: set it to ${say}`, undefined);
  }

  /** Milliseconds. */
  duration(name: string): number | undefined {
    const value = this.optional(name);
    if (value === undefined || /^[1-9]\d{0,5}$/.test(value)) return value === undefined ? undefined : Number(value);
    return this.#wrong(name, 'is not a time: set it to milliseconds, like 2000', undefined);
  }

  /** @param secure only https */
  url(name: string, say: string, secure: boolean): string {
    const value = this.required(name, say);
    if (value === '') return value;
    const protocol = URL.canParse(value) ? new URL(value).protocol : '';
    if (protocol !== 'https:' && protocol !== 'http:') return this.#wrong(name, `is not an address: set it to ${say}`, value);
    return secure && protocol !== 'https:' ? this.#wrong(name, 'must begin with https: in production', value) : value;
  }

  /** The content of the file that a variable names; empty where it cannot be read. */
  file(name: string, path: string): string {
    try {
      return path === '' ? '' : readFileSync(path, 'utf8');
    } catch (error) {
      return this.#wrong(name, `names a file that cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}): ${path}`, '');
    }
  }

  /** The JSON in such a file, run through `check`, which throws what is wrong with it. */
  json<Value>(name: string, path: string, check: (json: unknown) => Value): unknown {
    const text = this.file(name, path);
    if (text === '') return undefined;
    try {
      const json: unknown = JSON.parse(text);
      check(json);
      return json;
    } catch (error) {
      // A parser's own words would quote the file.
      if (error instanceof SyntaxError) return this.#wrong(name, `names a file that is not JSON: ${path}`, undefined);
      const { problems } = error as { problems?: readonly string[] };
      if (!problems) throw error;
      for (const problem of problems) this.add(name, `${path}: ${problem}`);
      return undefined;
    }
  }

  add(name: string, problem: string): void {
    this.problems.push(`${name} ${problem}`);
  }

  #wrong<Value>(name: string, problem: string, value: Value): Value {
    this.add(name, problem);
    return value;
  }
}

function list(words: readonly string[]): string {
  return words.length > 1 ? `${words.slice(0, -1).join(', ')} or ${words.at(-1)}` : (words[0] ?? '');
}
