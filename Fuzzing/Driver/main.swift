// `dogwatch-fuzz TARGET [libFuzzer's options and corpora]`; without a target it lists them.

import FuzzTargets
import Glibc

/// libFuzzer's, as its own `main` would call it.
@_silgen_name("LLVMFuzzerRunDriver")
func runLibFuzzer(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ target: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

/// Set once, before the first input.
nonisolated(unsafe) private var run: (UnsafeRawBufferPointer) -> Void = { _ in }

/// The name that libFuzzer is linked against.
@_cdecl("LLVMFuzzerTestOneInput")
func test(_ bytes: UnsafePointer<UInt8>?, _ length: Int) -> Int32 {
  run(UnsafeRawBufferPointer(start: bytes, count: length))
  return 0
}

guard CommandLine.arguments.count > 1 else {
  for target in FuzzTarget.all { print(target.name) }
  exit(0)
}
guard let target = FuzzTarget.all.first(where: { $0.name == CommandLine.arguments[1] }) else {
  print("no target \"\(CommandLine.arguments[1])\"")
  exit(64)
}
run = target.run
// The name of the target becomes that of the program.
var count = CommandLine.argc - 1
var arguments = CommandLine.unsafeArgv + 1
exit(runLibFuzzer(&count, &arguments, test))
