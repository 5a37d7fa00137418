import type { FloatKernels, Kernels, MapKernel, MapName, ZipKernel, ZipName } from '../kernels.js';
import { mapNames, zipNames } from '../kernels.js';
import { activations } from './activations.js';
import { areKernels, type KernelExports, missingExport } from './exports.js';
import { heapBase, wasmBase64 } from './wasm.generated.js';

const pageBytes = 65_536;

/** How many pages of 64 KiB a memory must have before the kernels can be put into it. */
export function initialPages(): number {
  return Math.ceil(heapBase / pageBytes);
}

/**
 * The kernels that work on `memory`, which may grow later. The bytes below `heapBase` are theirs: tables, and room to
 * pack matrices.
 */
export function instantiateKernels(memory: WebAssembly.Memory): { kernels: Kernels; heapBase: number } {
  const pages = memory.buffer.byteLength / pageBytes;
  if (pages < initialPages()) {
    throw new RangeError(`kernels: the memory has ${pages} pages; at least ${initialPages()} are needed`);
  }
  const { exports } = new WebAssembly.Instance(compiled(), { env: { memory } });
  if (!areKernels(exports)) {
    throw new TypeError(
      `kernels: the module exports no function '${missingExport(exports)}'; build it again`,
    );
  }
  return { kernels: kernelsOf(exports), heapBase };
}

const compiled = /* @__PURE__ */ once(() => new WebAssembly.Module(bytesOf(wasmBase64)));

// The module is compiled when it is first wanted, and never again.
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

function kernelsOf(exports: KernelExports): Kernels {
  const { compare, select, cast, sumWhole, firstBeyond } = exports;
  const { stridedBytes, copyRows, gatherRows, firstOutside, hash } = exports;
  const whole = { compare, select, cast, sumWhole, firstBeyond };
  return {
    float32: float32Kernels(exports),
    float64: float64Kernels(exports),
    bytes: { ...whole, stridedBytes, copyRows, gatherRows, firstOutside, hash },
  };
}

function float32Kernels(exports: KernelExports): FloatKernels {
  return {
    ...maps(exports.map_f32),
    ...zips(exports.zip_f32),
    ...activations(exports.activate_f32),
    lstmGatesVjp: exports.lstmGatesVjp_f32,
    lstmCell: exports.lstmCell_f32,
    lstmCellVjp: exports.lstmCellVjp_f32,
    gruGates: exports.gruGates_f32,
    gruGatesVjp: exports.gruGatesVjp_f32,
    gruCell: exports.gruCell_f32,
    gruCellVjp: exports.gruCellVjp_f32,
    gemm: exports.gemm_f32,
    sum: exports.sum_f32,
    max: exports.max_f32,
    logSumExp: exports.logSumExp_f32,
    softmax: exports.softmax_f32,
    logSoftmax: exports.logSoftmax_f32,
    crossEntropy: exports.crossEntropy_f32,
    crossEntropyVjp: exports.crossEntropyVjp_f32,
    positiveBits: exports.positiveBits_f32,
    maskBits: exports.maskBits_f32,
    strided: exports.strided_f32,
    addRows: exports.addRows_f32,
    scatterAddRows: exports.scatterAddRows_f32,
    fill: exports.fill_f32,
    uniform: exports.uniform_f32,
    normal: exports.normal_f32,
    dropout: exports.dropout_f32,
    sample: exports.sample_f32,
    unsample: exports.unsample_f32,
    addSampledRows: exports.addSampledRows_f32,
    addSampledProduct: exports.addSampledProduct_f32,
    signs: exports.signs_f32,
    scale: exports.scale_f32,
    sumOfSquares: exports.sumOfSquares_f32,
    addCompensated: exports.addCompensated_f32,
    sgd: exports.sgd_f32,
    momentum: exports.momentum_f32,
    adam: exports.adam_f32,
  };
}

function float64Kernels(exports: KernelExports): FloatKernels {
  return {
    ...maps(exports.map_f64),
    ...zips(exports.zip_f64),
    ...activations(exports.activate_f64),
    lstmGatesVjp: exports.lstmGatesVjp_f64,
    lstmCell: exports.lstmCell_f64,
    lstmCellVjp: exports.lstmCellVjp_f64,
    gruGates: exports.gruGates_f64,
    gruGatesVjp: exports.gruGatesVjp_f64,
    gruCell: exports.gruCell_f64,
    gruCellVjp: exports.gruCellVjp_f64,
    gemm: exports.gemm_f64,
    sum: exports.sum_f64,
    max: exports.max_f64,
    logSumExp: exports.logSumExp_f64,
    softmax: exports.softmax_f64,
    logSoftmax: exports.logSoftmax_f64,
    crossEntropy: exports.crossEntropy_f64,
    crossEntropyVjp: exports.crossEntropyVjp_f64,
    positiveBits: exports.positiveBits_f64,
    maskBits: exports.maskBits_f64,
    strided: exports.strided_f64,
    addRows: exports.addRows_f64,
    scatterAddRows: exports.scatterAddRows_f64,
    fill: exports.fill_f64,
    uniform: exports.uniform_f64,
    normal: exports.normal_f64,
    dropout: exports.dropout_f64,
    sample: exports.sample_f64,
    unsample: exports.unsample_f64,
    addSampledRows: exports.addSampledRows_f64,
    addSampledProduct: exports.addSampledProduct_f64,
    signs: exports.signs_f64,
    scale: exports.scale_f64,
    sumOfSquares: exports.sumOfSquares_f64,
    addCompensated: exports.addCompensated_f64,
    sgd: exports.sgd_f64,
    momentum: exports.momentum_f64,
    adam: exports.adam_f64,
  };
}

function maps(run: KernelExports['map_f32']): Readonly<Record<MapName, MapKernel>> {
  return {
    negate: map('negate'),
    exp: map('exp'),
    log: map('log'),
    sqrt: map('sqrt'),
    square: map('square'),
    sin: map('sin'),
    cos: map('cos'),
    tanh: map('tanh'),
    sigmoid: map('sigmoid'),
    softplus: map('softplus'),
    relu: map('relu'),
    abs: map('abs'),
    sign: map('sign'),
  };

  function map(name: MapName): MapKernel {
    const operation = mapNames.indexOf(name);
    return (n, x, y) => run(operation, n, x, y);
  }
}

function zips(run: KernelExports['zip_f32']): Readonly<Record<ZipName, ZipKernel>> {
  return {
    add: zip('add'),
    subtract: zip('subtract'),
    multiply: zip('multiply'),
    divide: zip('divide'),
    power: zip('power'),
    maximum: zip('maximum'),
    minimum: zip('minimum'),
    share: zip('share'),
    tanhVjp: zip('tanhVjp'),
    sigmoidVjp: zip('sigmoidVjp'),
  };

  function zip(name: ZipName): ZipKernel {
    const operation = zipNames.indexOf(name);
    return (d0, d1, d2, d3, a, a0, a1, a2, a3, b, b0, b1, b2, b3, y) =>
      run(operation, d0, d1, d2, d3, a, a0, a1, a2, a3, b, b0, b1, b2, b3, y);
  }
}
