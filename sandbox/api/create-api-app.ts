import { Hono } from 'hono';
import { requirePermissions } from './access.ts';
import type { ApiApp, ApiEnvironment } from './request-context.ts';
import { addActionRoutes } from './routes/action-routes.ts';
import { addBulkReadRoutes } from './routes/bulk-read-routes.ts';
import { addBulkWriteRoutes } from './routes/bulk-write-routes.ts';
import { addCoqlRoute } from './routes/coql-route.ts';
import { addDeleteRoutes } from './routes/delete-routes.ts';
import { addFieldRoutes } from './routes/field-routes.ts';
import { addLayoutRoutes } from './routes/layout-routes.ts';
import { addModuleRoutes } from './routes/module-routes.ts';
import { addNewModuleRoute } from './routes/new-module-route.ts';
import { addOrgRoutes } from './routes/org-routes.ts';
import { addProfileRoutes } from './routes/profile-routes.ts';
import { addProfileUpdateRoute } from './routes/profile-update-route.ts';
import { addRecordRoutes } from './routes/record-routes.ts';
import { addRecordWriteRoutes } from './routes/record-write-routes.ts';
import { addEmailRoutes } from './routes/email-routes.ts';
import { addRelatedRoutes } from './routes/related-routes.ts';
import { addRelatedWriteRoutes } from './routes/related-write-routes.ts';
import { addSearchRoute } from './routes/search-route.ts';
import { addSharingRoutes } from './routes/sharing-routes.ts';
import { addUserRoutes } from './routes/user-routes.ts';
import { addUserUpdateRoute } from './routes/user-update-route.ts';
import { addVariableRoutes } from './routes/variable-routes.ts';
import { invalidUrl, ZohoError } from './zoho-error.ts';

/**
 * REST v8 as Request -> Response. The caller has authenticated; rights are checked per route. Exceptions that are no `ZohoError`
 * go to the context's `reportBug` and answer 500 INTERNAL_ERROR.
 */
export function createApiApp(): ApiApp {
  const app: ApiApp = new Hono<ApiEnvironment>();
  app.use('*', async (c, next) => {
    requirePermissions(c.env.context.access, 'Crm_Implied_Api_Access');
    await next();
  });
  // Fixed names come before `/{module}`, which would match them.
  addOrgRoutes(app);
  addUserRoutes(app);
  addUserUpdateRoute(app);
  addProfileRoutes(app);
  addProfileUpdateRoute(app);
  addModuleRoutes(app);
  addNewModuleRoute(app);
  addFieldRoutes(app);
  addLayoutRoutes(app);
  addVariableRoutes(app);
  addSharingRoutes(app);
  addCoqlRoute(app);
  addBulkReadRoutes(app);
  addBulkWriteRoutes(app);
  addActionRoutes(app);
  addDeleteRoutes(app);
  addRecordWriteRoutes(app);
  addSearchRoute(app);
  addRecordRoutes(app);
  addEmailRoutes(app);
  addRelatedRoutes(app);
  addRelatedWriteRoutes(app);
  app.notFound((c) => c.json(invalidUrl().envelope(), 404));
  app.onError((error, c) => {
    if (error instanceof ZohoError) return c.json(error.envelope(), error.status);
    c.env.context.reportBug(error);
    return c.json(new ZohoError(500, 'INTERNAL_ERROR', 'Internal Server Error').envelope(), 500);
  });
  return app;
}
