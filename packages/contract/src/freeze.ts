type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * What a later contract document takes away from, or changes in, an earlier one. Additions are free,
 * save a field that callers must send.
 *
 * @returns one JSON pointer a break, with a word for it; empty where every client of the earlier one still works
 */
export function breaks(earlier: Json, later: Json, at = '', sent = false): string[] {
  const request = sent || at.endsWith('/OpenContext') || at.endsWith('/requestBody');
  if (Array.isArray(earlier)) {
    if (!Array.isArray(later)) return [`${at}: no list any more`];
    // A list of variants or of names is a set: each earlier member must find itself again.
    const lost = earlier.flatMap((member, index) => {
      const found = later.some((candidate) => breaks(member, candidate, '', request).length === 0);
      return found ? [] : [`${at}/${index}: gone or changed`];
    });
    const demanded =
      request && at.endsWith('/required')
        ? later.filter((name) => !earlier.includes(name)).map((name) => `${at}: ${name} is now demanded`)
        : [];
    return [...lost, ...demanded];
  }
  if (isObject(earlier)) {
    if (!isObject(later)) return [`${at}: no object any more`];
    return Object.entries(earlier).flatMap(([key, value]) => {
      if (words.has(key) && typeof value === 'string') return [];
      const now = later[key];
      return now === undefined ? [`${at}/${key}: gone`] : breaks(value, now, `${at}/${key}`, request);
    });
  }
  return earlier === later ? [] : [`${at}: ${String(earlier)} became ${String(later)}`];
}

// What a person reads, and the version itself, may change.
const words = new Set(['description', 'summary', 'title', 'version']);

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null;
}
