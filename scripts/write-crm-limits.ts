import { writeFileSync } from 'node:fs';
import { limitsPage } from '#test/sandbox/limits/limit-table.ts';

writeFileSync(new URL('../docs/crm-limits.md', import.meta.url), await limitsPage());
