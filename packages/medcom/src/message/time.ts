const dateTime =
  /^\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01])(?:T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))?)?)?)?$/;

/** FHIR's dateTime, except that the offset may be missing: the check reports that on its own. */
export function isDateTime(value: string): boolean {
  return dateTime.test(value) && !Number.isNaN(moment(value));
}

export function hasOffset(value: string): boolean {
  return Boolean(dateTime.exec(value)?.[1]);
}

/** Milliseconds since 1970, NaN for what is no time. Without an offset it is taken as Danish standard time: an hour off in summer. */
export function moment(value: string | undefined): number {
  if (value === undefined || !dateTime.test(value)) return Number.NaN;
  return Date.parse(value.includes('T') && !hasOffset(value) ? `${value}+01:00` : value);
}
