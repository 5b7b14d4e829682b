import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { variantName } from './variants.ts';
import type { Picture } from './studio.ts';

/** `index.html` to look through and `listing.txt`, one picture a line. */
export async function writeGallery(folder: string, pictures: readonly Picture[]): Promise<void> {
  const screens = [...new Set(pictures.map(({ screen }) => screen))].toSorted();
  const sections = screens.map((screen) => {
    const own = pictures.filter((picture) => picture.screen === screen);
    const figures = own.map(
      ({ file, variant }) =>
        `<figure><a href="${file}"><img src="${file}" loading="lazy" alt="${screen}, ${variantName(variant)}"></a><figcaption>${variantName(variant)}</figcaption></figure>`,
    );
    return `<section id="${screen}"><h2>${screen}</h2><div>${figures.join('')}</div></section>`;
  });
  const links = screens.map((screen) => `<a href="#${screen}">${screen}</a>`);
  await writeFile(
    join(folder, 'index.html'),
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>Screens</title>
<style>body{font:14px system-ui;margin:24px}nav{columns:14rem}nav a{display:block}section div{display:flex;flex-wrap:wrap;gap:16px;align-items:start}
figure{margin:0}img{max-width:420px;max-height:420px;border:1px solid #8888}</style>
<h1>${screens.length} screens, ${pictures.length} pictures</h1><nav>${links.join('')}</nav>${sections.join('\n')}</html>\n`,
  );
  const lines = await Promise.all(
    pictures
      .toSorted((a, b) => a.file.localeCompare(b.file))
      .map(async ({ file }) => {
        const bytes = await readFile(join(folder, file));
        return `${file}\t${bytes.readUInt32BE(16)} x ${bytes.readUInt32BE(20)}\t${bytes.length} bytes`;
      }),
  );
  await writeFile(join(folder, 'listing.txt'), `${lines.join('\n')}\n`);
}
