import type { MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import type english from '../../../app/translations/en.json';

/** Every text on screen has a key of the English catalogue; a misspelt one does not compile. */
export type MessageKey = keyof typeof english;

/** Texts as the build parsed them: plain strings where there is nothing to fill in. */
export type ParsedMessages = Readonly<Record<string, string | readonly MessageFormatElement[]>>;
