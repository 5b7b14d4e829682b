import { createFunctionApp, type FunctionApp } from '../shared/http/function-app.ts';
import type { FunctionPorts } from '../shared/ports.ts';
import { addFieldRoutes } from './fields-handler.ts';
import { addSegmentRoutes } from './handler.ts';
import { addInsightRoutes } from './insight-handler.ts';

/** The segments function as a web app of its own. */
export function createSegmentsFunction(ports: FunctionPorts): FunctionApp {
  return createFunctionApp(ports, (app) => {
    addFieldRoutes(app, ports);
    addInsightRoutes(app, ports);
    addSegmentRoutes(app, ports);
  });
}
