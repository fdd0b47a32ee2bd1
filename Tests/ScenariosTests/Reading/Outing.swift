import Scenarios

/// A made-up scenario that uses every shape once.
struct Outing: Equatable {
  enum Transport: String, CaseIterable {
    case bicycle
    case train
    case onFoot = "on-foot"
  }

  enum Event: Equatable {
    case rest(at: Int64)
    case swim(times: Int)
  }

  struct Person: Equatable {
    let name: String
    let age: Int?

    init(reading fields: Fields) {
      name = fields.required("name", .string(length: 1...20))
      age = fields.optional("age", .integer(in: 0...150))
    }
  }

  let title: String
  let transport: Transport
  let isGuided: Bool
  let duration: Int64?
  let delay: Int64
  let departure: Int64?
  let steps: Rate?
  let luggage: Int64?
  let rain: Double
  let altitude: Double?
  let people: [Person]
  let guide: Person?
  let story: [Event]
  let stock: [Entry<Int>]
  let limit: Int?
  let count: Int
  let weather: String?

  init(reading fields: Fields) {
    title = fields.required("title", .string(length: 1...40))
    transport = fields.value("transport", .choice, default: .train)
    isGuided = fields.value("isGuided", .bool, default: false)
    duration = fields.optional("duration", .duration(in: 1_000_000...86_400_000_000))
    delay = fields.value("delay", .duration(in: -60_000_000...60_000_000), default: 0)
    departure = fields.optional("departure", .instant)
    steps = fields.optional("steps", .rate)
    luggage = fields.optional("luggage", .size(in: 1...1 << 30))
    rain = fields.value("rain", .probability, default: 0)
    altitude = fields.optional("altitude", .double(in: -500...9_000))
    people = fields.value(
      "people", .array(of: .object(Person.init(reading:)), count: 1...3), default: [])
    guide = fields.optional("guide", .object(Person.init(reading:)))
    story = fields.value("story", .array(of: .object(Self.event)), default: [])
    stock = fields.value(
      "stock", .entries(of: .integer(in: 0...100), names: ["apples", "bread"]), default: [])
    limit = fields.value("limit", Shape.integer(in: 1...10).nullable, default: nil)
    count = fields.value(
      "count", .either(.integer(in: 1...9), Shape.word(of: ["all"]).map { _ in 9 }), default: 1)
    weather = fields.optional("weather", .word(of: ["sunny", "cloudy"]))
    if isGuided, guide == nil {
      fields.refuse("isGuided", "a guided outing has a guide", help: "add guide: {name: \"…\"}")
    }
  }

  private static func event(_ fields: Fields) -> Event {
    fields.oneOf([
      "rest": Shape.duration().map(Event.rest),
      "swim": Shape.integer(in: 1...3).map(Event.swim),
    ])
  }
}
