import { Button } from './Button.tsx';
import { Dialog } from './Dialog.tsx';

interface AskToLeaveProps {
  readonly title: string;
  /** What would be lost. */
  readonly text: string;
  readonly leave: string;
  readonly stay: string;
  readonly onLeave: () => void;
  readonly onStay: () => void;
}

/** Before work is lost: Escape stays. */
export function AskToLeave({ title, text, leave, stay, onLeave, onStay }: AskToLeaveProps) {
  return (
    <Dialog
      title={title}
      onClose={onStay}
      actions={
        <>
          <Button kind="danger" onPress={onLeave}>
            {leave}
          </Button>
          <Button kind="primary" onPress={onStay}>
            {stay}
          </Button>
        </>
      }
    >
      <p>{text}</p>
    </Dialog>
  );
}
