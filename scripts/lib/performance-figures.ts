import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { circumstances, Measured } from './interleave';
import type { PathCounts } from './soak-page';

type Circumstances = ReturnType<typeof circumstances>;
type Rows = readonly Measured[];

/** What each benchmark writes, as far as the page draws it. */
interface Files {
	browser: {
		entrants: readonly { name: string }[];
		starts: Rows;
		again: Rows;
		frames: Rows;
		/** Brotli bytes to the first verdict, in the entrants' order. */
		bytes: readonly number[];
	};
	runtimes: {
		outcomes: readonly { kind: string; rows: Rows }[];
		absent: Readonly<Record<string, string>>;
		wasmBytes: Readonly<Record<'app' | 'onnx' | 'litert', number>>;
	};
	limit: { rows: Rows; multiplyAdds: readonly number[]; megaRates: readonly number[]; shares: readonly number[] };
	cli: {
		runs: readonly { threads: number; perSecond: number; cpuMs: number }[];
		stages: readonly { stage: string; cpuMs: number }[];
		onTwoIdleCores: number;
		sampling: Rows;
	};
	training: { config: string; batch: number; side: number; rows: Rows };
	memory: {
		outcomes: Readonly<
			Record<
				'frames' | 'reloads',
				{
					n: number;
					flat: boolean;
					growth: { of: number; tensors: number; heapMegabytes: number; residentMegabytes: number };
				}
			>
		>;
		tensorsLeft: number;
	};
	lighthouse: {
		version: string;
		pages: readonly {
			page: string;
			n: number;
			/** Of each run, 0..100, ascending. */
			performance: readonly number[];
			/** Least share of the machine that was free, of all runs. */
			free: number;
			/** Of the run with the median performance. */
			scores: Readonly<Record<'accessibility' | 'best-practices' | 'seo', number>>;
			metrics: Readonly<
				Record<
					| 'first-contentful-paint'
					| 'largest-contentful-paint'
					| 'total-blocking-time'
					| 'cumulative-layout-shift'
					| 'speed-index'
					| 'longest-task',
					number
				>
			>;
		}[];
	};
	soak: {
		renderer?: string;
		outcomes: readonly { backend: string; frames: Soaked & { paths?: PathCounts }; reloads: Soaked }[];
	};
}
interface Soaked {
	n: number;
	wanted: number;
	flat: boolean;
	growth: { tensors: number; bytes: number };
}
type Name = keyof Files;

const ms = (value: number) => `${value.toFixed(value < 10 ? 2 : 1)} ms`;
const times = (value: number) => `${value.toFixed(2)} ×`;
/** Against a goal of a third, a hundredth would round a miss away. */
const share = (value: number) => `${value.toFixed(3)} ×`;
const percent = (value: number) => `${(value * 100).toFixed(0)} %`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
	return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const comparison = (title: string, rows: Rows) =>
	table(
		[title, 'n', 'median', 'p95', 'ratio'],
		rows.map(({ name, n, median, p95, ratio }) => [name, String(n), ms(median), ms(p95), times(ratio)])
	);

const held = (isHeld: boolean) => (isHeld ? 'held' : '**missed**');

/** One section for each benchmark; each draws its file and nothing else. */
const SECTIONS: { readonly [N in Name]: { readonly heading: string; draw(found: Files[N]): string } } = {
	browser: {
		heading: 'Against Teachable Machine',
		draw({ entrants, starts, again, frames, bytes }) {
			const wasm = entrants.findIndex(({ name }) => /wasm/.test(name));
			const webgl = entrants.findIndex(({ name }) => /\(webgl/.test(name));
			const goals = [wasm, webgl]
				.filter((at) => at > 0)
				.flatMap((at) => [
					[
						entrants[at]!.name,
						'frame to verdict',
						'≤ 0.50 ×',
						times(frames[at]!.ratio),
						held(frames[at]!.ratio <= 0.5)
					],
					[
						entrants[at]!.name,
						'first verdict',
						'≤ 0.333 ×',
						share(starts[at]!.ratio),
						held(starts[at]!.ratio <= 1 / 3)
					],
					[
						entrants[at]!.name,
						'bytes',
						'≤ 0.333 ×',
						share(bytes[at]! / bytes[0]!),
						held(bytes[at]! / bytes[0]! <= 1 / 3)
					]
				]);
			return [
				comparison('frame to verdict', frames),
				comparison('navigation to first verdict, nothing kept', starts),
				comparison('navigation to first verdict, second visit', again),
				table(
					['over the wire to the first verdict', 'brotli', 'ratio'],
					entrants.map(({ name }, i) => [name, `${(bytes[i]! / 1000).toFixed(0)} kB`, times(bytes[i]! / bytes[0]!)])
				),
				table(['', 'goal', 'at most', 'measured', ''], goals)
			].join('\n\n');
		}
	},
	runtimes: {
		heading: 'Against other runtimes, WASM SIMD, one thread, the same network',
		draw({ outcomes, absent, wasmBytes }) {
			const missing = Object.entries(absent).map(([name, why]) => `Not compared: ${name} (${why}).`);
			return [
				...outcomes.map(({ kind, rows }) => comparison(`${kind}, one forward pass`, rows)),
				table(
					['`.wasm` over the wire', 'brotli', 'ratio'],
					Object.entries(wasmBytes).map(([name, size]) => [
						name,
						`${(size / 1000).toFixed(0)} kB`,
						`${(size / wasmBytes.app).toFixed(1)} ×`
					])
				),
				...missing
			].join('\n\n');
		}
	},
	limit: {
		heading: 'Against the machine',
		draw: ({ rows, multiplyAdds, megaRates, shares }) =>
			table(
				['forward pass', 'multiply-adds', 'millions a second', 'share of the matrix product'],
				rows.map(({ name }, i) => [
					name,
					`${(multiplyAdds[i]! / 1e6).toFixed(1)} M`,
					megaRates[i]!.toFixed(0),
					percent(shares[i]!)
				])
			)
	},
	cli: {
		heading: 'The command line, JPEGs of 640 pixels, decoding included',
		draw({ runs, stages, onTwoIdleCores, sampling }) {
			const total = stages.reduce((sum, { cpuMs }) => sum + cpuMs, 0);
			const best = Math.max(...runs.map(({ perSecond }) => perSecond));
			return [
				table(
					['threads', 'images a second', 'processor time an image'],
					runs.map(({ threads, perSecond, cpuMs }) => [String(threads), perSecond.toFixed(1), ms(cpuMs)])
				),
				`Goal: 60 images a second on two cores: ${held(best >= 60)} (best run ${best.toFixed(1)}; by processor time two idle cores would do ${onTwoIdleCores.toFixed(0)}).`,
				table(
					['stage, one thread', 'processor time', 'share'],
					stages.map(({ stage, cpuMs }) => [stage, ms(cpuMs), percent(cpuMs / total)])
				),
				comparison('resampling one picture', sampling)
			].join('\n\n');
		}
	},
	training: {
		heading: 'Training against PyTorch',
		draw: ({ config, batch, side, rows }) =>
			[
				comparison(`${config}: one step of ${batch} at ${side} px`, rows),
				rows.map(({ name, median }) => `${name}: ${((batch / median) * 1000).toFixed(0)} images/s`).join('; ') + '.'
			].join('\n\n')
	},
	memory: {
		heading: 'Memory',
		draw: ({ outcomes, tensorsLeft }) =>
			[
				table(
					['', 'n', 'tensors', 'JS heap', 'process', ''],
					Object.entries(outcomes).map(([name, { n, flat, growth }]) => [
						name,
						String(n),
						String(growth.tensors),
						`${growth.heapMegabytes} MB`,
						`${growth.residentMegabytes} MB`,
						flat ? 'flat' : '**not flat**'
					])
				),
				`Growth from the first tenth of the run to its end, after collecting. Tensors left after disposing: ${tensorsLeft}.`
			].join('\n\n')
	},
	lighthouse: {
		heading: 'Lighthouse',
		draw({ version, pages }) {
			const seconds = (value: number) => `${(value / 1000).toFixed(1)} s`;
			return [
				table(
					[
						'page',
						'n',
						'performance, each run',
						'first paint',
						'largest paint',
						'blocked',
						'shift',
						'speed index',
						'longest task',
						'machine free',
						'≥ 90'
					],
					pages.map(({ page, n, performance, metrics, free }) => [
						`\`${page}\``,
						String(n),
						performance.join(', '),
						seconds(metrics['first-contentful-paint']),
						seconds(metrics['largest-contentful-paint']),
						ms(metrics['total-blocking-time']),
						metrics['cumulative-layout-shift'].toFixed(3),
						seconds(metrics['speed-index']),
						ms(metrics['longest-task']),
						`${Math.round(free * 100)} %`,
						held(performance[Math.floor((n - 1) / 2)]! >= 90)
					])
				),
				table(
					['page', 'accessibility', 'best practices', 'SEO'],
					pages.map(({ page, scores }) => [
						`\`${page}\``,
						...(['accessibility', 'best-practices', 'seo'] as const).map((category) => String(scores[category]))
					])
				),
				`Lighthouse ${version}, mobile: slow 4G and a processor four times slower, both simulated from what this machine did, in a browser without a GPU. Figures are the median run's; the longest task is processor time, not slowed. A busy machine is taken for a slow page: free is what others left of it before or after a run, the least.`
			].join('\n\n');
		}
	},
	soak: {
		heading: "Memory of the built app's worker in a browser",
		draw({ renderer, outcomes }) {
			const rows = outcomes.flatMap(({ backend, frames, reloads }) =>
				Object.entries({ frames, reloads }).map(([name, { n, wanted, flat, growth }]) => [
					`${backend}, ${name}`,
					String(n),
					String(wanted),
					String(growth.tensors),
					String(growth.bytes),
					flat ? 'flat' : '**not flat**'
				])
			);
			// What was measured before the belt has no paths.
			const belts = outcomes.flatMap(({ backend, frames: { paths } }) =>
				paths
					? [
							`${backend}: ${paths.firstGlanceOnly} frames had the first glance only, ${paths.judged} a mouth that was judged, ${paths.severalMouths} of them several mouths; ${paths.evidence} asked for the evidence; ${paths.onTextures ?? 0} were sampled on the GPU.`
						]
					: []
			);
			const drawn = renderer ? [`WebGL by ${renderer}.`] : [];
			return [table(['', 'n', 'of', 'tensors', 'bytes on the GPU', ''], rows), ...belts, ...drawn].join('\n\n');
		}
	}
};

function section<N extends Name>(name: N, folder: string): string {
	const { heading, draw } = SECTIONS[name];
	const file = join(folder, `${name}.json`);
	if (!existsSync(file)) return `### ${heading}\nNot measured: there is no \`bench/results/${name}.json\`.`;
	const found = JSON.parse(readFileSync(file, 'utf8')) as Files[N] & Circumstances;
	const { measuredAt, commit, node, cpu, cores, load } = found;
	const where = `${measuredAt.slice(0, 10)}, commit ${commit ?? 'unknown'}, Node ${node}, ${cores} × ${cpu}, load ${load}`;
	return `### ${heading}\n\`bench/results/${name}.json\`: ${where}${load > cores + 0.5 ? ' (**busy: only the ratios count**)' : ''}.\n\n${draw(found)}`;
}

const [FROM, TO] = ['<!-- figures: written by scripts/performance-doc.ts -->', '<!-- end of figures -->'];

/** The page with its figures drawn anew from the results in `folder`. @throws where the page has no place for them */
export function withFigures(page: string, folder: string): string {
	const [from, to] = [page.indexOf(FROM), page.indexOf(TO)];
	if (from < 0 || to < from) throw new Error(`docs/performance.md has no place between "${FROM}" and "${TO}"`);
	const sections = (Object.keys(SECTIONS) as Name[]).map((name) => section(name, folder)).join('\n\n');
	return `${page.slice(0, from + FROM.length)}\n${sections}\n${page.slice(to)}`;
}
