import { resolve } from 'node:path';
import { corePurityProblems } from './core-purity.ts';

const { files, problems } = corePurityProblems(resolve(import.meta.dirname, '..'));
for (const problem of problems) console.error(problem);
console.log(`${files} files of core checked for purity`);
if (problems.length > 0) process.exitCode = 1;
