import { resolve } from 'node:path';
import { moduleGraphProblems, readModuleGraph } from './module-graph.ts';

const nodes = await readModuleGraph(resolve(import.meta.dirname, '..'));
const problems = moduleGraphProblems(nodes);
for (const problem of problems) console.error(problem);
console.log(`${nodes.length} modules, ${nodes.reduce((sum, node) => sum + node.imports.length, 0)} imports checked`);
if (problems.length > 0) process.exitCode = 1;
