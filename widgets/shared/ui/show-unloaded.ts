/** A page whose first words never came: shows the sentences that its HTML keeps for this, in both languages. */
export function showUnloaded(error: unknown): void {
  console.error(error);
  document.getElementById('root')?.setAttribute('hidden', '');
  document.getElementById('unloaded')?.removeAttribute('hidden');
}
