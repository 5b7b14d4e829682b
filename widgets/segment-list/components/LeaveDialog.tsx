import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { AskToLeave } from '#widgets/shared/ui/AskToLeave.tsx';
import type { NavigationModel } from '../models/NavigationModel.ts';

export function LeaveDialog({ navigation }: { readonly navigation: NavigationModel }) {
  const t = useTranslator();
  if (navigation.leaving.value === null) return null;
  return (
    <AskToLeave
      title={t.text('segments.leave.title')}
      text={t.text('segments.leave.text')}
      leave={t.text('segments.leave.leave')}
      stay={t.text('segments.leave.stay')}
      onLeave={navigation.leave}
      onStay={navigation.stay}
    />
  );
}
