import type { ModuleMetadata } from '#core/crm/metadata.ts';
import type { FieldsOf } from '#core/mapping/detect-lookups.ts';
import type { Problem } from '#core/message.ts';
import type { Result } from '#core/result.ts';
import type { Configuration } from './configuration.ts';

/** What the CRM says about itself; when given, modules, fields and their types are checked too. */
export interface KnownMetadata {
  readonly modules: readonly ModuleMetadata[];
  readonly fieldsOf: FieldsOf;
}

export function parseConfiguration(_value: unknown, _known?: KnownMetadata): Result<Configuration, Problem[]> {
  throw new Error('not built yet');
}

export function parseConfigurationText(
  _text: string,
  _fileName: string,
  _known?: KnownMetadata,
): Result<Configuration, Problem[]> {
  throw new Error('not built yet');
}
