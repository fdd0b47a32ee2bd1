import PipelineModel
import SimKernel

/// When the items of a world were last updated, as they are when the story starts.
struct ItemAges: Sendable {
  private let world: World
  private let items: ItemRegister
  private let tables: [UnitOfWork: AgeTable]

  init(_ world: World, _ items: ItemRegister) {
    self.world = world
    self.items = items
    var tables: [UnitOfWork: AgeTable] = [:]
    for (index, repository) in world.repositories.enumerated() {
      for group in repository.items {
        let unit = UnitOfWork(repository: Int32(index), entityType: group.entityType)
        tables[unit] = AgeTable(group)
      }
    }
    self.tables = tables
  }

  /// When an item of the world was last updated before the story.
  func updatedAt(_ item: Int32, in unit: UnitOfWork) -> SimTime {
    guard let table = tables[unit] else { return .zero }
    let rank = table.count - 1 - Int(items.place(of: item, in: unit))
    return world.repositories[Int(unit.repository)].agesAt - table.age(of: max(0, rank))
  }
}
