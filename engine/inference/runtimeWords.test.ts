import { expect, test } from 'vitest';
import { runtimeWords } from './runtimeWords.ts';

const SOURCES = '/onnxruntime_src/onnxruntime/core';

test.each([
  ['no place', 'Unknown operator: Foo(1)', 'Unknown operator: Foo(1)'],
  ['a place alone', `${SOURCES}/a.cc:12 it is wrong`, 'it is wrong'],
  [
    'a constructor whose types hold types',
    `Load failed:${SOURCES}/graph/graph.cc:1409 onnxruntime::Graph::Graph(const onnxruntime::Model&, const std::unordered_map<std::__cxx11::basic_string<char>, int>&, onnxruntime::Node* (*)(int), bool) This is an invalid model. Tensor 'w0' has no type.`,
    "Load failed:This is an invalid model. Tensor 'w0' has no type.",
  ],
  [
    'a template and its types',
    `${SOURCES}/b.h:84 T onnxruntime::F<T>::f(const T&) const [with T = float] narrowing error`,
    'narrowing error',
  ],
  [
    'a function in a function',
    `${SOURCES}/c.cc:5 onnxruntime::f(int)::<lambda(long)> axis is 3`,
    'axis is 3',
  ],
  [
    'an operator',
    `${SOURCES}/d.cc:5 void onnxruntime::F::operator()(int) const axis (0) is 3`,
    'axis (0) is 3',
  ],
  [
    'a code, a condition, and a place without a folder',
    'status.IsOK() was false. [ONNXRuntimeError] : 1 : FAIL : tensorprotoutils.cc:2370 CopySparseData Sparse index 7.',
    'Sparse index 7.',
  ],
  [
    'a function without a name in a place without a folder',
    `At the start: ${SOURCES}/m.cc:9 ns::Mod::Mod(const ns::Info&) [ONNXRuntimeError] : 1 : FAIL : m.cc:5 operator() Modulo by zero\n`,
    'At the start: Modulo by zero',
  ],
  ['a blank name', 'Graph output ( ) does not exist.', 'Graph output " " does not exist.'],
  [
    'advice to who calls it',
    'y has shape {3} but {1} was computed. When calling Run() with pre-allocated values, supply others.',
    'y has shape {3} but {1} was computed.',
  ],
  [
    'a condition alone',
    'At the start: info.GetAttr("n", &n).IsOK() && n > 0 was false. \n',
    'At the start: a condition of ONNX Runtime is not met.',
  ],
  [
    'a condition with a type, in words after it',
    'Status Message: gsl::narrow_cast<int64_t>(x.NumDimensions()) >= axis was false. The rank is 2.',
    'Status Message: The rank is 2.',
  ],
  [
    'a function without a name',
    `At the start: ${SOURCES}/m.cc:9 operator() Modulo by zero`,
    'At the start: Modulo by zero',
  ],
  [
    'a check of a function’s description',
    'Failed to load model with error: ONNX Schema F: failed validating the check: !(it.GetName().empty())',
    'Failed to load model with error: ONNX Schema F is not valid',
  ],
  [
    'a value as C++ asks for it',
    'Status Message: Tensor shape.Size() must be >= 0',
    'Status Message: Tensor shape size must be >= 0',
  ],
  ['two places', `${SOURCES}/e.cc:5 ns::f() a ${SOURCES}/e.cc:6 ns::g() b`, 'a b'],
])('the words stay: %s', (_what, message, words) => {
  expect(runtimeWords(new Error(message))).toBe(words);
});

test('what is no error is told as it is', () => {
  expect(runtimeWords('gone')).toBe('gone');
});
