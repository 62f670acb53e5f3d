import { registerKernel, type KernelConfig } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-webgpu/dist/base';
import { addConfig } from '@tensorflow/tfjs-backend-webgpu/dist/kernels/Add';
import { concatConfig } from '@tensorflow/tfjs-backend-webgpu/dist/kernels/Concat';
import { fusedConv2DConfig } from '@tensorflow/tfjs-backend-webgpu/dist/kernels/FusedConv2D';
import { fusedDepthwiseConv2DConfig } from '@tensorflow/tfjs-backend-webgpu/dist/kernels/FusedDepthwiseConv2D';
import { identityConfig } from '@tensorflow/tfjs-backend-webgpu/dist/kernels/Identity';
import { meanConfig } from '@tensorflow/tfjs-backend-webgpu/dist/kernels/Mean';
import { relu6Config } from '@tensorflow/tfjs-backend-webgpu/dist/kernels/Relu6';
import { reshapeConfig } from '@tensorflow/tfjs-backend-webgpu/dist/kernels/Reshape';

// The same list as for WebGL; see its note.
const configs = [
	addConfig,
	concatConfig,
	fusedConv2DConfig,
	fusedDepthwiseConv2DConfig,
	identityConfig,
	meanConfig,
	relu6Config,
	reshapeConfig
];
for (const config of configs) registerKernel(config as KernelConfig);
