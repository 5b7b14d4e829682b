/**
 * A text for a person, before it has a language: the catalogues turn `code` and `params` into words.
 * Core never formats messages. Money and dates travel as typed params so that the viewer's locale decides.
 */
export interface Message {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number | boolean | null>>;
}

/** Something wrong with an input, with the place it stands and what to do about it. */
export interface Problem extends Message {
  /** Where: a JSON path of a document ("techniques.rfm.labels[2].r"), or "deals.csv:17". */
  readonly where: string;
}
