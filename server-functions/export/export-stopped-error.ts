/** Something that ends an export by name; carries no cause a person could act on. */
export class ExportStoppedError extends Error {
  override readonly name = 'ExportStoppedError';
}
