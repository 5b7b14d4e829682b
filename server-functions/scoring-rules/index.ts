import { createFunctionApp, type FunctionApp } from '../shared/http/function-app.ts';
import type { FunctionPorts } from '../shared/ports.ts';
import { addScoringRulesRoutes } from './handler.ts';
import { addScoredRecordRoutes } from './records-handler.ts';

/** The scoring rules function as a web app of its own; its job is `performRules`. */
export function createScoringRulesFunction(ports: FunctionPorts): FunctionApp {
  return createFunctionApp(ports, (app) => {
    addScoringRulesRoutes(app, ports);
    addScoredRecordRoutes(app, ports);
  });
}
