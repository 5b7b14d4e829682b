import type { Frame } from 'playwright-core';

/** Every chart on the screen is painted, or stands as its table. */
export async function chartsDrawn(widget: Frame): Promise<void> {
  await widget.waitForSelector('.chart canvas[width], .chart .table');
  await widget.waitForFunction(
    '[...document.querySelectorAll(".chart canvas")].every((each) => each.width > 300 || each.style.width !== "")',
  );
}
