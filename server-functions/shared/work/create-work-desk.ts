import { CrmError } from '#core/crm/crm-error.ts';
import { fail, ok, type Result } from '#core/result.ts';
import { StoreError } from '#core/store/store-error.ts';
import { countByReading } from '../../setup/count-accounts.ts';
import { maskPreview, previewSnapshot } from '../../setup/preview-snapshot.ts';
import { createSnapshotShelf } from '../../setup/snapshot-shelf.ts';
import type { WorkPorts } from '../ports.ts';
import type { AskWork, WorkQuestion, WorkRefusal } from './work-question.ts';

/** Answers the work thread's questions. What was decoded last is kept: people at a screen ask many times about the same. */
export function createWorkDesk(ports: WorkPorts): AskWork {
  const snapshots = createSnapshotShelf(ports);

  const answer = async (question: WorkQuestion): Promise<Result<unknown, WorkRefusal>> => {
    switch (question.kind) {
      case 'accountCount': {
        const crm = ports.crmFor(question.org);
        return crm === null ? refuse('crm.notFound') : ok(await countByReading(crm, question));
      }
      case 'snapshotPreview': {
        const found = await snapshots.find(question.org, question.snapshotId);
        if (found === null) return refuse('gone');
        const preview = previewSnapshot(found.row, found.table, question.techniques);
        if (!preview.ok) return refuse('doesNotFit', preview.error);
        return ok(maskPreview(preview.value, { won: question.hideWon, monetary: question.hideMonetary }));
      }
    }
  };

  return async (question) => {
    try {
      const answered = await answer(question);
      return answered.ok ? ok(JSON.stringify(answered.value)) : answered;
    } catch (error) {
      if (error instanceof CrmError) return refuse(`crm.${error.reason}`);
      if (error instanceof StoreError) return refuse(`store.${error.code}`);
      throw error;
    }
  };
}

function refuse(reason: string, problems: WorkRefusal['problems'] = []): Result<never, WorkRefusal> {
  return fail({ reason, problems });
}
