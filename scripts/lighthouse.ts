import { mkdir, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { cpus } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { auditPage, CATEGORIES, type LighthouseFinding } from './lib/lighthouse';
import { serveStatic } from './serve-static';

const USAGE = `Runs Lighthouse on pages of the static build (npm run build:static first), offline, in Debian's Chromium.

  npm run lighthouse [-- --pages ,demo/,history/] [--runs 3] [--out docs/results/lighthouse.json]

Writes the run with the median performance of each page. Performance hangs on what else the machine does: run it alone.
The suite holds accessibility, best practices and SEO at 100; performance is reported here only.
`;

const { values } = parseArgs({
	options: {
		pages: { type: 'string', default: ',demo/,history/' },
		runs: { type: 'string', default: '3' },
		out: { type: 'string', default: 'docs/results/lighthouse.json' },
		help: { type: 'boolean', short: 'h' }
	}
});

async function main(): Promise<void> {
	const pages = values.pages.split(',');
	const runs = Number(values.runs);
	const server = await serveStatic(0, '/');
	const { port } = server.address() as AddressInfo;
	const bar = new SingleBar({ format: '{bar} {value}/{total} · {eta_formatted} left', stream: process.stderr });
	bar.start(pages.length * runs, 0);
	const medians: LighthouseFinding[] = [];
	for (const page of pages) {
		const found: LighthouseFinding[] = [];
		for (let run = 0; run < runs; run++) {
			found.push(await auditPage(`http://localhost:${port}/${page}`, CATEGORIES));
			bar.increment();
		}
		found.sort((a, b) => a.scores.performance! - b.scores.performance!);
		medians.push(found[Math.floor(runs / 2)]!);
	}
	bar.stop();
	server.close();
	const written = {
		measured: new Date().toISOString(),
		lighthouse: medians[0]!.version,
		profile: 'mobile, simulated throttling: slow 4G, processor 4 times slower',
		machine: { processor: cpus()[0]?.model ?? 'unknown', cores: cpus().length },
		runs,
		pages: medians.map(({ scores, lost, metrics }, i) => ({ page: `/${pages[i]}`, scores, lost, metrics }))
	};
	await mkdir(dirname(values.out), { recursive: true });
	await writeFile(values.out, `${JSON.stringify(written, null, '\t')}\n`);
	for (const { page, scores } of written.pages) console.log(page, JSON.stringify(scores));
}

if (values.help) process.stdout.write(USAGE);
else await main();
