/** As the browser saves what a link leads to. */
export function saveFile(name: string, bytes: globalThis.Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(bytes);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
