import { readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { keep, RESULTS } from './lib/interleave';
import { auditPage, CATEGORIES, type LighthouseFinding } from './lib/lighthouse';
import { withFigures } from './lib/performance-figures';
import { serveStatic } from './serve-static';

const USAGE = `Runs Lighthouse on pages of the static build (npm run build:static first), offline, in Debian's Chromium, and
draws its figures in docs/performance.md.

  npm run lighthouse [-- --pages ,demo/,history/] [--runs 3]

Performance hangs on what else the machine does: run it alone. The suite holds accessibility, best practices and SEO at
100.
`;
const PAGE = new URL('../docs/performance.md', import.meta.url);

const { values } = parseArgs({
	options: {
		pages: { type: 'string', default: ',demo/,history/' },
		runs: { type: 'string', default: '3' },
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
	const found = new Map<string, LighthouseFinding[]>(pages.map((page) => [page, []]));
	// Page after page in each round, so that a busy minute does not fall on one page alone.
	for (let run = 0; run < runs; run++) {
		for (const page of pages) {
			found.get(page)!.push(await auditPage(`http://localhost:${port}/${page}`, CATEGORIES));
			bar.increment();
		}
	}
	bar.stop();
	server.close();
	const audited = [...found].map(([page, findings]) => {
		findings.sort((a, b) => a.scores.performance! - b.scores.performance!);
		const { scores, lost, metrics } = findings[Math.floor((runs - 1) / 2)]!;
		return {
			page: `/${page}`,
			n: runs,
			performance: findings.map((each) => each.scores.performance!),
			scores,
			lost,
			metrics
		};
	});
	const { version } = found.get(pages[0]!)![0]!;
	keep('lighthouse', { version, pages: audited });
	writeFileSync(PAGE, withFigures(readFileSync(PAGE, 'utf8'), RESULTS));
	for (const { page, performance, metrics } of audited)
		console.log(page, performance.join(', '), JSON.stringify(metrics));
}

if (values.help) process.stdout.write(USAGE);
else await main();
