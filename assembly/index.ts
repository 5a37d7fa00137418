export { map_f32, map_f64 } from './map';
export { zip_f32, zip_f64 } from './zip';
export { gemm_f32, gemm_f64 } from './gemm';
export { sum_f32, sum_f64, sumOfSquares_f32, sumOfSquares_f64 } from './sum';
export {
  logSoftmax_f32, logSoftmax_f64, logSumExp_f32, logSumExp_f64, max_f32, max_f64, softmax_f32, softmax_f64,
} from './softmax';
export * from './cross-entropy';
export * from './mask';
export { compare } from './compare';
export { cast, firstBeyond, sumWhole } from './whole';
export { activate_f32, activate_f64 } from './activate';
export * from './lstm';
export * from './gru';
export * from './rows';
export * from './random';
export * from './sketch';
export * from './update';
export { hash } from './hash';

/** The first byte that is not the module's own. */
export function heapBase(): usize {
  return __heap_base;
}
