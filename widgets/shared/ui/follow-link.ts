/**
 * Leads the browser to a file that it takes by itself, in a window of its own that closes when the download begins: the CRM says
 * what may be shown in the frame, and an error would take the page's place there. Follows no link but to a server.
 */
export function followLink(url: string): void {
  if (!/^https?:\/\//.test(url)) return;
  const link = document.createElement('a');
  link.href = url;
  link.target = '_blank';
  link.rel = 'noopener noreferrer';
  link.click();
}
