import { addConfigurationRoutes } from '../../configuration/handler.ts';
import { addCreditRoutes } from '../../credits/handler.ts';
import { addExportRoutes } from '../../export/handler.ts';
import { addHistoryRoutes } from '../../history/handler.ts';
import { addIntakeRoutes } from '../../intake/handler.ts';
import { addPermissionRoutes } from '../../permissions/handler.ts';
import { addPolicyRoutes } from '../../policies/handler.ts';
import { addRefreshRoutes } from '../../refresh/handler.ts';
import { addScoringRulesRoutes } from '../../scoring-rules/handler.ts';
import { addScoredRecordRoutes } from '../../scoring-rules/records-handler.ts';
import { addScoreRoutes } from '../../score/handler.ts';
import { addFieldRoutes } from '../../segments/fields-handler.ts';
import { addInsightRoutes } from '../../segments/insight-handler.ts';
import { addSegmentRoutes } from '../../segments/handler.ts';
import { addSessionRoutes } from '../../sign-in/session-info.ts';
import { addSetupRoutes } from '../../setup/handler.ts';
import { addReviewRoutes } from '../../setup/review-handler.ts';
import { addSnapshotRoutes } from '../../setup/snapshot-handler.ts';
import { addTechniquePreviewRoute } from '../../setup/technique-preview/handler.ts';
import type { FunctionApp } from '../http/function-app.ts';
import type { FunctionPorts } from '../ports.ts';

/** Locally all functions share one address; on a platform each has its own. */
export function addAllRoutes(app: FunctionApp, ports: FunctionPorts): void {
  addSessionRoutes(app, ports);
  addConfigurationRoutes(app, ports);
  addSetupRoutes(app, ports);
  addReviewRoutes(app, ports);
  addSnapshotRoutes(app, ports);
  addTechniquePreviewRoute(app, ports);
  addPermissionRoutes(app, ports);
  addPolicyRoutes(app, ports);
  addScoreRoutes(app, ports);
  addFieldRoutes(app, ports);
  addInsightRoutes(app, ports);
  addSegmentRoutes(app, ports);
  addExportRoutes(app, ports);
  addHistoryRoutes(app, ports);
  addCreditRoutes(app, ports);
  addRefreshRoutes(app, ports);
  addIntakeRoutes(app, ports);
  addScoringRulesRoutes(app, ports);
  addScoredRecordRoutes(app, ports);
}
