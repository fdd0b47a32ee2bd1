import SimKernel
import Testing

@testable import PipelineModel

@Suite("Lists that keep their memory")
struct ReusedListTests {
  @Test("do what an array does", arguments: 0..<20)
  func asArray(_ seed: UInt64) {
    var draws = RandomKey(seed: seed).stream(7)
    var list = ReusedList<[Int]>()
    var array: [[Int]] = []
    for step in 0..<400 {
      let place = array.isEmpty ? 0 : Int(draws.below(UInt32(array.count)))
      switch draws.below(8) {
      case 0...3:
        list.append([step])
        array.append([step])
      case 4:
        let last = list.popLast()
        let expected = array.popLast()
        #expect(last == expected)
      case 5 where !array.isEmpty:
        list[place].append(step)
        array[place].append(step)
      case 6 where !array.isEmpty:
        list.removeLast(place % 3)
        array.removeLast(place % 3)
      case 7 where place < 20:
        list.removeFirst(place)
        array.removeFirst(place)
      default: break
      }
      #expect(Array(list) == array && list.last == array.last)
    }
    list.removeAll()
    let last = list.popLast()
    #expect(list.isEmpty && last == nil)
  }

  @Test("are independent of their copies once they are their own")
  func copies() {
    var first = Holder()
    let areNew = [first.makeOwnIfCopied(), first.makeOwnIfCopied()]
    var second = first
    let areTold = [second.makeOwnIfCopied(), second.makeOwnIfCopied(), first.makeOwnIfCopied()]
    #expect(areNew == [false, false] && areTold == [true, false, false])
    var third = first
    let areToldAgain = [first.makeOwnIfCopied(), third.makeOwnIfCopied()]
    #expect(areToldAgain == [true, false])
    second.list[3] = 2
    second.list.append(3)
    first.list[4] = 4
    #expect(Array(first.list) == (0..<20).map { $0 == 4 ? 4 : 1 })
    #expect(Array(second.list) == (0..<20).map { $0 == 3 ? 2 : 1 } + [3])
    #expect(Array(third.list) == [Int](repeating: 1, count: 20))
    second.list.replace(by: first.list, from: 3)
    #expect(Array(second.list) == Array(first.list.dropFirst(3)))
    second.list.replace(by: first.list, from: 30)
    #expect(second.list.isEmpty)
  }

  /// A list and its mark as the pipeline and the engine hold them: who asks the mark renews it.
  ///
  /// The optimizer (Swift 6.3) does not take the asking for reading: the effects it computes for
  /// `CopyMark.isShared` are `destroy` without `read`, so that in a release build another module
  /// may lose the store of a mark in a local variable that nothing else reads, and crash, as this
  /// test did. The program is safe: it asks only in `DurableEngine.begin` and
  /// `Pipeline.makeOwnIfCopied`, which also renew the mark and so read it; and no command runs two
  /// copies of a simulation.
  private struct Holder {
    var mark = CopyMark()
    var list = ReusedList(repeating: 1, count: 20)

    mutating func makeOwnIfCopied() -> Bool {
      guard mark.isShared() else { return false }
      list.makeOwn()
      mark.renew()
      return true
    }
  }

  @Test("trap when they are read behind their end")
  func bounds() async {
    await #expect(processExitsWith: .failure) {
      let list = ReusedList(repeating: 1, count: 2)
      _ = list[2]
    }
  }
}
