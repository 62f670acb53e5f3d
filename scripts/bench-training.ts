import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { availableParallelism } from 'node:os';
import { startTraining } from '../model/backend';
import { benchedStep } from '../model/benched-step';
import { readConfig, type TrainingConfig } from '../model/config';
import { planBlocks } from '../src/lib/inference/network/shapes';
import { runCommand, wholeNumber } from './lib/command';
import { interleave, keep, table, type Contestant } from './lib/interleave';

const USAGE = `Compares a training step of this repository's trainer with PyTorch's: same network, same batch, same processor,
forward pass and gradients of all weights. One round each in turn.

  tsx scripts/bench-training.ts [--rounds 8] [--config model/configs/judge-final.json] [--python /usr/bin/python3]

Needs Debian's python3-torch; where it is missing, the trainer is measured alone and the comparison skipped with a message.
`;

/**
 * [Note: Python in a string] What ships and what trains is TypeScript. This peer exists to be compared with and lives in
 * the benchmark that runs it: one line of JSON in with the network, then one time in milliseconds for each line.
 */
const PEER = `
import sys, json, time
try:
    import torch
except ImportError:
    print('missing', flush=True); sys.exit(0)
from torch import nn
import torch.nn.functional as F
spec = json.loads(sys.stdin.readline())
torch.set_num_threads(spec['threads'])

class Conv(nn.Module):
    def __init__(self, cin, cout, k, stride, groups=1, act=True):
        super().__init__()
        self.conv = nn.Conv2d(cin, cout, k, stride, k // 2, groups=groups)
        self.act = act
    def forward(self, x):
        x = self.conv(x)
        return F.relu6(x) if self.act else x

class Block(nn.Module):
    def __init__(self, b):
        super().__init__()
        self.expand = Conv(b['input'], b['expanded'], 1, 1) if b['expanded'] != b['input'] else nn.Identity()
        self.depthwise = Conv(b['expanded'], b['expanded'], 3, b['stride'], groups=b['expanded'])
        self.project = Conv(b['expanded'], b['output'], 1, 1, act=False)
        self.residual = b['residual']
    def forward(self, x):
        y = self.project(self.depthwise(self.expand(x)))
        return x + y if self.residual else y

class Judge(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = Conv(3, spec['stem'], 3, 2)
        self.blocks = nn.Sequential(*[Block(b) for b in spec['blocks']])
        self.head = Conv(spec['blocks'][-1]['output'], spec['head'], 1, 1)
        self.classifier = Conv(spec['head'], spec['classes'], 1, 1, act=False)
    def forward(self, x):
        return self.classifier(self.head(self.blocks(self.stem(x)))).mean((2, 3))

net = Judge().to(memory_format=torch.channels_last)
x = torch.randn(spec['batch'], 3, spec['side'], spec['side']).contiguous(memory_format=torch.channels_last)
print(json.dumps({'version': torch.__version__, 'parameters': sum(p.numel() for p in net.parameters())}), flush=True)
for line in sys.stdin:
    began = time.perf_counter()
    net.zero_grad(set_to_none=True)
    net(x).mean().backward()
    print((time.perf_counter() - began) * 1000, flush=True)
`;

function readArguments() {
	const { values } = parseArgs({
		options: {
			rounds: { type: 'string', default: '8' },
			config: { type: 'string', default: 'model/configs/judge-final.json' },
			python: { type: 'string', default: '/usr/bin/python3' },
			help: { type: 'boolean' }
		}
	});
	return { ...values, rounds: wholeNumber('rounds', values.rounds) };
}

type Options = ReturnType<typeof readArguments>;

interface Peer {
	readonly version: string;
	readonly parameters: number;
	step(): Promise<number>;
	end(): void;
}

async function main({ rounds, config: file, python }: Options): Promise<number> {
	const config = readConfig(file);
	if (config.kind !== 'judge') throw new Error('the peer knows the judge only: give a configuration of a judge');
	const own = benchedStep(config, await startTraining());
	const peers: Peer[] = [];
	const contestants: Contestant[] = [{ name: 'this trainer, 1 thread', run: async () => own.step() }];
	for (const threads of new Set([1, availableParallelism()])) {
		const peer = await startPeer(python, config, threads);
		if (!peer) break;
		if (peer.parameters !== own.size) {
			throw new Error(`not the same network: ${own.size} weights here, ${peer.parameters} in PyTorch`);
		}
		peers.push(peer);
		contestants.push({
			name: `PyTorch ${peer.version.split('a')[0]}, ${threads} thread${threads > 1 ? 's' : ''}`,
			run: () => peer.step()
		});
	}
	if (peers.length === 0)
		console.log(`  PyTorch is not compared: ${python} has no module torch (apt install python3-torch)`);
	const rows = await interleave('training steps', contestants, { rounds, untimed: 1 });
	for (const peer of peers) peer.end();
	const { batch } = config;
	const { inputSize } = config.network;
	console.log(table(`one step: batch ${batch} at ${inputSize} px, forward pass and gradients`, rows));
	for (const { name, median } of rows) console.log(`  ${name}: ${((batch / median) * 1000).toFixed(0)} images/s`);
	keep('training', { config: config.name, batch, side: inputSize, parameters: own.size, rows });
	return 0;
}

/** Null where Python or PyTorch is missing. */
async function startPeer(
	python: string,
	{ network, batch }: TrainingConfig & { kind: 'judge' },
	threads: number
): Promise<Peer | null> {
	const child = spawn(python, ['-c', PEER], { stdio: ['pipe', 'pipe', 'inherit'] });
	const failed = new Promise<null>((resolve) => child.on('error', () => resolve(null)));
	const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
	const next = async () => (await lines.next()).value as string | undefined;
	const ask = (line: string) => child.stdin.write(`${line}\n`);
	child.stdin.on('error', () => {});
	const { trunk, headChannels: head, classes, inputSize: side } = network;
	ask(JSON.stringify({ threads, batch, side, stem: trunk.stem.channels, blocks: planBlocks(trunk), head, classes }));
	const hello = await Promise.race([failed, next()]);
	if (!hello || hello === 'missing') return null;
	const { version, parameters } = JSON.parse(hello) as { version: string; parameters: number };
	return {
		version,
		parameters,
		async step() {
			ask('step');
			return Number(await next());
		},
		end: () => child.stdin.end()
	};
}

await runCommand(USAGE, readArguments, main, 'cannot compare');
