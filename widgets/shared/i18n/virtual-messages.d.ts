/** Made by scripts/build/messages-plugin.ts. */
declare module 'messages:*' {
  import type { ParsedMessages } from '#widgets/shared/i18n/messages.ts';
  const messages: ParsedMessages;
  export default messages;
}
