import PipelineModel

extension Shape where Value == StoryAction {
  /// `POST /trigger`: for an installation with everything filled in, or with exactly this body.
  static func trigger(in names: WorldNames) -> Shape {
    .object { fields in
      var request = TriggerRequest(key: fields.value("key", .apiKey, default: .valid))
      let isRaw = fields.has("body")
      request.malformed = fields.value("malformed", .bool, default: false)
      if isRaw {
        request = fields.required("body", .body(of: request))
        refuse(["installation", "provider", "organisation", "depth", "entityTypes"], in: fields)
      } else if !request.malformed {
        fill(&request, fields, names)
      }
      return .trigger(request)
    }
  }

  /// `POST /trigger/cancel`: an installation, or a key and a raw installation id.
  static func cancel(in names: WorldNames) -> Shape {
    let plain = Shape<Int>.installation(in: names).map { installation in
      let installations = names.world.installations
      let name = installation < installations.count ? installations[installation].name : ""
      return StoryAction.cancel(CancelRequest(installationID: .string(name)))
    }
    let raw = Shape.object { fields in
      .cancel(
        CancelRequest(
          key: fields.value("key", .apiKey, default: .valid),
          installationID: fields.value("installationId", .raw, default: .absent)))
    }
    return .either(plain, raw)
  }

  private static func fill(_ request: inout TriggerRequest, _ fields: Fields, _ names: WorldNames) {
    let world = names.world
    let index = fields.required("installation", .installation(in: names))
    guard world.installations.indices.contains(index) else { return }
    let installation = world.installations[index]
    let organisation =
      world.organisations.indices.contains(installation.organisation)
      ? world.organisations[installation.organisation].name : ""
    request.installationID = .string(installation.name)
    request.provider = fields.value("provider", .raw, default: .string(installation.provider.name))
    request.organisationID = fields.value("organisation", .raw, default: .string(organisation))
    request.depth = fields.value("depth", .raw, default: .absent)
    request.entityTypes = fields.optional(
      "entityTypes", Shape<[EntityType]>.array(of: .entityType, count: 0...20))?.map(\.name)
  }

  private static func refuse(_ keys: [String], in fields: Fields) {
    for key in keys where fields.has(key) {
      fields.refuse(
        key, "\"\(key)\" and \"body\" exclude each other", help: "write it into the body")
    }
  }
}

extension Shape where Value == TriggerRequest {
  /// A body exactly as it is sent; what is not written is not there.
  fileprivate static func body(of request: TriggerRequest) -> Shape {
    .object { fields in
      var request = request
      request.installationID = fields.value("installationId", .raw, default: .absent)
      request.provider = fields.value("provider", .raw, default: .absent)
      request.organisationID = fields.value("orgId", .raw, default: .absent)
      request.depth = fields.value("depth", .raw, default: .absent)
      request.entityTypes = fields.optional("entityTypes", .array(of: .string(), count: 0...20))
      return request
    }
  }
}

extension Shape where Value == APIKey {
  fileprivate static var apiKey: Shape {
    .choice([.valid, .wrong, .missing], named: { "\($0)" })
  }
}

extension Shape where Value == RawValue {
  /// Any JSON value but an array or an object, sent as it is.
  fileprivate static var raw: Shape {
    Shape(
      "a string, a number, true, false or null", example: "30",
      kinds: [.null, .bool, .number, .string], standIn: .absent
    ) { field in
      switch field.node.value {
      case .null: return .null
      case .bool(let flag): return .bool(flag)
      case .string(let text): return .string(text)
      case .number(let number) where number.isFinite: return .number(number.double)
      default:
        field.refuse("JSON has no such number", help: "write a finite number")
        return nil
      }
    }
  }
}
