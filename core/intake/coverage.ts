/** How much of an org's correspondence has been read: what is shown beside whatever is computed of it (VOC-3). */
export interface IntakeCoverage {
  /** Contacts of the CRM when they were last listed. */
  readonly contacts: number;
  /** Of these with an e-mail address: the others have nothing to read. */
  readonly withAddress: number;
  /** Of these whose e-mails were read at least once. */
  readonly read: number;
  /** Of the read ones: some of their e-mails or texts are still to be read. */
  readonly owed: number;
  /** Of the read ones: they have more e-mails than are read of one contact. */
  readonly cut: number;
  /** E-mails and texts that are kept, inside their windows, and notes. */
  readonly emails: number;
  readonly texts: number;
  readonly notes: number;
  /** When the contact was read that was not read for longest, epoch milliseconds; null = nobody was. */
  readonly oldestReadAt: number | null;
}

/** What is known of some contacts; arrays as long as `length`. */
export interface ContactStates {
  readonly length: number;
  /** 1 = has an e-mail address. */
  readonly hasAddress: Uint8Array;
  /** Epoch milliseconds; NaN = never. */
  readonly readAt: Float64Array;
  /** 1 = not everything that was to be read was. */
  readonly owed: Uint8Array;
  readonly cut: Uint8Array;
}

export const NO_COVERAGE: IntakeCoverage = {
  contacts: 0,
  withAddress: 0,
  read: 0,
  owed: 0,
  cut: 0,
  emails: 0,
  texts: 0,
  notes: 0,
  oldestReadAt: null,
};

/** Of one range of contacts with what is kept of them. A contact without an address counts as read by nobody. */
export function coverageOf(
  states: ContactStates,
  kept: { readonly emails: number; readonly texts: number },
): IntakeCoverage {
  const counts = { withAddress: 0, read: 0, owed: 0, cut: 0 };
  let oldest = Number.POSITIVE_INFINITY;
  for (let row = 0; row < states.length; row++) {
    if (states.hasAddress[row] !== 1) continue;
    counts.withAddress++;
    const readAt = states.readAt[row] ?? Number.NaN;
    if (Number.isNaN(readAt)) continue;
    counts.read++;
    counts.owed += states.owed[row] === 1 ? 1 : 0;
    counts.cut += states.cut[row] === 1 ? 1 : 0;
    if (readAt < oldest) oldest = readAt;
  }
  return {
    contacts: states.length,
    ...counts,
    ...kept,
    notes: 0,
    oldestReadAt: Number.isFinite(oldest) ? oldest : null,
  };
}

export function addCoverage(a: IntakeCoverage, b: IntakeCoverage): IntakeCoverage {
  const oldest = [a.oldestReadAt, b.oldestReadAt].filter((at) => at !== null);
  return {
    contacts: a.contacts + b.contacts,
    withAddress: a.withAddress + b.withAddress,
    read: a.read + b.read,
    owed: a.owed + b.owed,
    cut: a.cut + b.cut,
    emails: a.emails + b.emails,
    texts: a.texts + b.texts,
    notes: a.notes + b.notes,
    oldestReadAt: oldest.length === 0 ? null : Math.min(...oldest),
  };
}

/** Hundredths of the contacts with an address whose e-mails were read, rounded down so that 100 means all; null = there is nobody to read. */
export function coveredPercent({ read, withAddress }: Pick<IntakeCoverage, 'read' | 'withAddress'>): number | null {
  return withAddress === 0 ? null : Math.floor((100 * read) / withAddress);
}
