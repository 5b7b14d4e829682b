import type { Problem } from '#core/message.ts';
import type { Result } from '#core/result.ts';
import { checkConfiguration, type KnownMetadata } from './check-configuration.ts';
import { CONFIGURATION_FORMAT, configurationSchema, type Configuration } from './configuration.ts';
import { parseDocument, parseDocumentText, type DocumentKind } from './parse-document.ts';

/**
 * SET-9: a strict configuration from any value; without `known` only what the document alone shows is checked. Every
 * problem names its JSON path. What is accepted is a fresh plain object that serialises to the same JSON.
 */
export function parseConfiguration(value: unknown, known?: KnownMetadata): Result<Configuration, Problem[]> {
  return parseDocument(value, documentKind(known));
}

/** The same from a file's text: `where` is "file:line:column", and `params` carry `path`, `line` and `column`. */
export function parseConfigurationText(
  text: string,
  fileName: string,
  known?: KnownMetadata,
): Result<Configuration, Problem[]> {
  return parseDocumentText(text, fileName, documentKind(known));
}

function documentKind(known: KnownMetadata | undefined): DocumentKind<Configuration> {
  return {
    format: CONFIGURATION_FORMAT,
    schema: configurationSchema,
    check: (configuration) => checkConfiguration(configuration, known ?? null),
  };
}
