/** A text as COQL quotes it: `'` is doubled (Kaizen 171, FAQs on COQL). */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
