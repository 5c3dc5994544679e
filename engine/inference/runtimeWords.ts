/** Where in ONNX Runtime's own sources it failed; a function of C++ follows. */
const OWN_PLACE = /\/onnxruntime_src\/\S+:\d+ /;

/** What stands among its words for those who work on it, and what is told instead. */
const MACHINERY: readonly [RegExp, string][] = [
  [/\[ONNXRuntimeError\] : \d+ : [A-Z_]+ : /g, ''],
  // A condition in C++; mostly it is told in words after it.
  [/(^|: )(?:[^:]|::)* was false\. *(?=\S)/g, '$1'],
  [/(^|: )(?:[^:]|::)* was false\.\s*$/g, '$1a condition of ONNX Runtime is not met.'],
  [/:? ?failed validating the check: .*/, ' is not valid'],
  // What a programmer should have called otherwise.
  [/ *When calling Run\(\) .*/, ''],
  // A value as C++ asks for it: "shape.Size()".
  [/\.Size\(\)/g, ' size'],
  // A name that is blank.
  [/(?<=\s)\((\s*)\)/g, '"$1"'],
  [/\b\w+\.(?:cc|h):\d+ (?:operator\(\) |[\w:~]+ )?/g, ''],
];

/** What ONNX Runtime says of a failure, without the places and functions of its own sources. */
export function runtimeWords(error: unknown): string {
  let rest = error instanceof Error ? error.message : String(error);
  let words = '';
  for (let place = OWN_PLACE.exec(rest); place; place = OWN_PLACE.exec(rest)) {
    words += rest.slice(0, place.index);
    rest = afterFunction(rest.slice(place.index + place[0].length));
  }
  return MACHINERY.reduce((told, [from, to]) => told.replace(from, to), words + rest).trim();
}

/** What follows a function as the compiler writes it: "void ns::F<T>::f(const std::vector<int>&) const [with T = int] ". */
function afterFunction(text: string): string {
  const [head] = /^[^()]*[\w>~](?=\()/.exec(text.replace('operator()', 'operator__')) ?? [];
  // Words and no function: "Expected: (a) or (b)".
  if (head === undefined || !head.includes('::')) return text.replace(/^operator\(\) /, '');
  let end = head.length;
  do {
    for (let depth = 0; end < text.length; end++) {
      if (text[end] === '(') depth++;
      else if (text[end] === ')' && --depth === 0) break;
    }
    end++;
  } while (/^::[^ ]*?\(/.test(text.slice(end)));
  return text
    .slice(end)
    .replace(/^>?(?:::\S+)?(?: const| noexcept)*(?: \[with [^\]]*(?:\[\][^\]]*)*\])? ?/, '');
}
