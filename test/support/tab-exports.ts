/** One export in every state a person can meet. */
export function sampleExports(): Record<string, unknown>[] {
  const base = {
    segmentId: 'seg-best',
    segmentName: 'Champions and Loyal',
    records: 41,
    fields: [],
    hiddenFields: [],
    reason: null,
    invalid: false,
  };
  const done = {
    ...base,
    state: 'done',
    file: { bytes: 18_400, sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' },
  };
  return [
    {
      ...done,
      id: 'exp-a',
      requestedAt: '2026-03-11T09:15:00Z',
      endedAt: '2026-03-11T09:15:08Z',
      downloadUntil: '2026-03-25T09:15:08Z',
      hiddenFields: ['Annual_Revenue', 'Credit_Limit'],
      fileName: 'champions-and-loyal-2026-03-11.zip',
    },
    {
      ...base,
      id: 'exp-b',
      state: 'running',
      requestedAt: '2026-03-12T08:29:00Z',
      endedAt: null,
      segmentId: null,
      segmentName: null,
      records: 54,
      total: 132,
      file: null,
      downloadUntil: null,
    },
    {
      ...done,
      id: 'exp-c',
      requestedAt: '2026-02-01T11:00:00Z',
      endedAt: '2026-02-01T11:00:05Z',
      segmentName: 'New in spring',
      records: 12,
      downloadUntil: '2026-02-15T11:00:05Z',
    },
    {
      ...done,
      id: 'exp-d',
      requestedAt: '2026-03-05T16:40:00Z',
      endedAt: '2026-03-05T16:40:04Z',
      segmentName: 'Trade fair 2025',
      records: 230,
      downloadUntil: '2026-03-19T16:40:04Z',
      invalid: true,
    },
    {
      ...base,
      id: 'exp-e',
      state: 'failed',
      requestedAt: '2026-03-04T07:00:00Z',
      endedAt: '2026-03-04T07:01:00Z',
      segmentName: 'Large champions',
      records: null,
      file: null,
      downloadUntil: null,
      reason: 'creditsExhausted',
    },
  ];
}
