import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, expect, it } from 'vitest';
import { runScript } from '../tests/support/run-script';

const folder = mkdtempSync(join(tmpdir(), 'prepare-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('calls the mouth of a bottle hidden where the labellers of its manifest marked none', async () => {
	mkdirSync(join(folder, 'data/real/images'), { recursive: true });
	mkdirSync(join(folder, 'data/synthetic'), { recursive: true });
	const rows = ['seen.png,open,0.5,0.25,0.1', 'beyond.png,open,,,', 'capped.png,closed,,,', 'room.png,none,,,'];
	const image = sharp({ create: { width: 40, height: 80, channels: 3, background: '#456' } });
	for (const row of rows)
		await image
			.clone()
			.png()
			.toFile(join(folder, 'data/real/images', row.split(',')[0]!));
	const columns = 'file,label,mouth_x,mouth_y,mouth_w,group,source,licence,material,scene\n';
	const manifest = columns + rows.map((row) => `${row},g,owner/name,none,glass,table\n`).join('');
	writeFileSync(join(folder, 'data/real/manifest.csv'), manifest);
	writeFileSync(join(folder, 'data/synthetic/manifest.csv'), 'file,label,seed,params\n');

	const cache = join(folder, 'cache');
	const { status, stderr } = await runScript('model/prepare.ts', '--data', join(folder, 'data'), '--cache', cache);
	expect([status, stderr]).toEqual([0, '']);
	const { pictures } = JSON.parse(readFileSync(join(cache, 'index.json'), 'utf8')) as {
		pictures: { file: string; label: string; mouth: unknown }[];
	};
	expect(pictures.map(({ file, label, mouth }) => [file, label, mouth])).toEqual([
		['real/seen.png', 'open', { x: 20, y: 20, width: 4 }],
		['real/beyond.png', 'unclear', null],
		['real/capped.png', 'unclear', null],
		['real/room.png', 'none', null]
	]);
}, 60_000);
