import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { Dialog } from '#widgets/shared/ui/Dialog.tsx';
import type { NavigationModel } from '../models/NavigationModel.ts';

export function LeaveDialog({ navigation }: { readonly navigation: NavigationModel }) {
  const t = useTranslator();
  if (navigation.leaving.value === null) return null;
  return (
    <Dialog
      title={t.text('segments.leave.title')}
      onClose={navigation.stay}
      actions={
        <>
          <Button kind="danger" onPress={navigation.leave}>
            {t.text('segments.leave.leave')}
          </Button>
          <Button kind="primary" onPress={navigation.stay}>
            {t.text('segments.leave.stay')}
          </Button>
        </>
      }
    >
      <p>{t.text('segments.leave.text')}</p>
    </Dialog>
  );
}
