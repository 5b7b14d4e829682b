interface PayingRow {
  /** Credits by UTC day. */
  readonly spent: Readonly<Record<string, number>>;
  /** Taken before a unit spends them; null = nothing is under way. */
  readonly reserved: { readonly day: string; readonly credits: number } | null;
}

/** What somebody took before and never accounted for is spent; `credits` where it is known how much of it was. */
export function settleReserved<Row extends PayingRow>(row: Row, credits = row.reserved?.credits ?? 0): Row {
  const { reserved, spent } = row;
  if (reserved === null) return row;
  return { ...row, reserved: null, spent: { ...spent, [reserved.day]: (spent[reserved.day] ?? 0) + credits } };
}
