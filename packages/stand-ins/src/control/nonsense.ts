/**
 * What a garbled answer holds, so that logs and tables can be searched for it afterwards: an official
 * test person's number and a made-up name.
 */
export const nonsense = { cpr: '0505149996', name: 'Garbine Vrøvlesen' } as const;
