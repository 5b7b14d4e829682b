import * as z from 'zod/mini';
import { profileGridSchema, type ProfileGrid } from '#core/permissions/profile-grid.ts';
import { ABM_RIGHT_NAMES } from '#core/permissions/rights.ts';
import { ask, type Answer } from '#widgets/shared/backend/ask.ts';
import type { Backend } from '#widgets/shared/backend/backend.ts';

const savedSchema = z.nullable(z.object({ author: z.string(), at: z.string() }));
const profileSchema = z.object({
  id: z.string(),
  name: z.string(),
  custom: z.boolean(),
  administrator: z.boolean(),
  rights: z.array(z.enum(ABM_RIGHT_NAMES)),
  manageAutomation: z.boolean(),
});
export type Profile = z.infer<typeof profileSchema>;

const permissionsSchema = z.object({
  native: z.boolean(),
  profiles: z.array(profileSchema),
  grid: z.nullable(profileGridSchema),
  revision: z.nullable(z.string()),
  saved: savedSchema,
});
export type Permissions = z.infer<typeof permissionsSchema>;

const writtenSchema = z.object({ revision: z.string(), saved: savedSchema });
export type WrittenGrid = z.infer<typeof writtenSchema>;

const policiesSchema = z.object({
  respectRecordSharing: z.boolean(),
  changedBy: z.nullable(z.string()),
  changedAt: z.nullable(z.string()),
  revision: z.nullable(z.string()),
});
export type Policies = z.infer<typeof policiesSchema>;

const auditLineSchema = z.object({
  kind: z.enum(['refusal', 'change']),
  last: z.number(),
  times: z.int(),
  userId: z.string(),
  userName: z.nullable(z.string()),
  what: z.string(),
  missing: z.nullable(z.string()),
  subject: z.nullable(z.string()),
});
export type AuditEntry = z.infer<typeof auditLineSchema>;
const auditSchema = z.object({
  day: z.iso.date(),
  today: z.iso.date(),
  keptDays: z.int(),
  lines: z.array(auditLineSchema),
  more: z.int(),
});
export type AuditDay = z.infer<typeof auditSchema>;

/** The server functions behind Setup > Permissions. An answer that does not fit its schema is a failure. */
export interface PermissionsApi {
  read(): Answer<Permissions>;
  /** `conflict`: another revision stands. */
  write(grid: ProfileGrid, revision: string | null): Answer<WrittenGrid>;
  policies(): Answer<Policies>;
  writePolicies(respectRecordSharing: boolean, revision: string | null): Answer<Policies>;
  /** null = today. */
  audit(day: string | null): Answer<AuditDay>;
  auditFile(day: string): ReturnType<Backend['download']>;
}

export function createPermissionsApi(backend: Backend): PermissionsApi {
  return {
    read: () => ask(backend, { method: 'GET', path: '/v1/permissions' }, permissionsSchema),
    write: (grid, revision) =>
      ask(backend, { method: 'PUT', path: '/v1/permissions', body: { grid, revision } }, writtenSchema),
    policies: () => ask(backend, { method: 'GET', path: '/v1/policies' }, policiesSchema),
    writePolicies: (respectRecordSharing, revision) =>
      ask(backend, { method: 'PUT', path: '/v1/policies', body: { respectRecordSharing, revision } }, policiesSchema),
    audit: (day) =>
      ask(backend, { method: 'GET', path: day === null ? '/v1/audit' : `/v1/audit?day=${day}` }, auditSchema),
    auditFile: (day) => backend.download(`/v1/audit/csv?day=${day}`),
  };
}
