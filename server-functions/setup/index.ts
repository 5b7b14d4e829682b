import { createFunctionApp, type FunctionApp } from '../shared/http/function-app.ts';
import type { FunctionPorts } from '../shared/ports.ts';
import { addSetupRoutes } from './handler.ts';
import { addReviewRoutes } from './review-handler.ts';
import { addSnapshotRoutes } from './snapshot-handler.ts';
import { addTechniquePreviewRoute } from './technique-preview/handler.ts';

/** The setup function as a web app of its own; its job is `performSnapshot`. */
export function createSetupFunction(ports: FunctionPorts): FunctionApp {
  return createFunctionApp(ports, (app) => {
    addSetupRoutes(app, ports);
    addReviewRoutes(app, ports);
    addSnapshotRoutes(app, ports);
    addTechniquePreviewRoute(app, ports);
  });
}
