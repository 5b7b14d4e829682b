import type { TechniqueId } from '#core/labels/label.ts';

/**
 * Techniques whose labels the server's runs give. The others are set up, checked and published like these; their labels come
 * once a run scores them, and no screen promises them before.
 */
export const SCORED_TECHNIQUES: readonly TechniqueId[] = [
  'rfm',
  'firmographics',
  'engagement',
  'recommendations',
  'voice',
];

export function isScored(technique: TechniqueId): boolean {
  return SCORED_TECHNIQUES.includes(technique);
}
