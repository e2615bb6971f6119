import type { Department } from '@paa-tvaers/contract';

const number = /^\d\d\.\d\d\.\d\d$/;

/**
 * Cases of the social services act stay under their old numbers until a new decision is made; the edition
 * of 2025-05 no longer has these groups.
 */
const familyServicesBefore2024 = new Set(['27.12', '27.18', '27.21', '27.24', '27.27', '32.18']);

/**
 * The department that a KLE number belongs to, in the departments that this project knows.
 * 34.30 (approval of placements) is no child's case.
 *
 * @param kle `xx.xx.xx`
 * @returns `undefined` for every other number, and for what is no number
 */
export function departmentOf(kle: string): Department | undefined {
  if (!number.test(kle)) return undefined;
  const group = kle.slice(0, 5);
  if (group === '17.03') return 'ppr';
  if (group.startsWith('34.')) return group === '34.30' ? undefined : 'family-services';
  return familyServicesBefore2024.has(group) ? 'family-services' : undefined;
}
